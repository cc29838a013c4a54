<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AttackFolder</name>
    <message numerus="yes">
        <source>%Ln picture(s) left out: {names}</source>
        <translation>
            <numerusform>%Ln picture left out: {names}</numerusform>
            <numerusform>%Ln pictures left out: {names}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AttackFolderPresenter</name>
    <message numerus="yes">
        <source>%Ln picture(s) to {name}, by ε of 255</source>
        <translation>
            <numerusform>%Ln picture to {name}, by ε of 255</numerusform>
            <numerusform>%Ln pictures to {name}, by ε of 255</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) to {name}, by length</source>
        <translation>
            <numerusform>%Ln picture to {name}, by length</numerusform>
            <numerusform>%Ln pictures to {name}, by length</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AttackPresenter</name>
    <message numerus="yes">
        <source>%Ln step(s) in {time}</source>
        <translation>
            <numerusform>%Ln step in {time}</numerusform>
            <numerusform>%Ln steps in {time}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AttackQuestionsPresenter</name>
    <message numerus="yes">
        <source>%Ln network(s) have looked at it</source>
        <translation>
            <numerusform>%Ln network has looked at it</numerusform>
            <numerusform>%Ln networks have looked at it</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Bar</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CataloguePage</name>
    <message numerus="yes">
        <source>Show %Ln among all networks</source>
        <translation>
            <numerusform>Show %Ln among all networks</numerusform>
            <numerusform>Show %Ln among all networks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClassNames</name>
    <message numerus="yes">
        <source>%Ln name(s) were found, and the network has {classes} classes.</source>
        <translation>
            <numerusform>%Ln name was found, and the network has {classes} classes.</numerusform>
            <numerusform>%Ln names were found, and the network has {classes} classes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln name(s) from {file}: {examples}</source>
        <translation>
            <numerusform>%Ln name from {file}: {examples}</numerusform>
            <numerusform>%Ln names from {file}: {examples}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln name(s) came with the weights: {examples}</source>
        <translation>
            <numerusform>%Ln name came with the weights: {examples}</numerusform>
            <numerusform>%Ln names came with the weights: {examples}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CountModel</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DataCard</name>
    <message numerus="yes">
        <source>%Ln class(es)</source>
        <translation>
            <numerusform>%Ln class</numerusform>
            <numerusform>%Ln classes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DatasetPresenter</name>
    <message numerus="yes">
        <source>%Ln picture(s) in {classes}</source>
        <translation>
            <numerusform>%Ln picture in {classes}</numerusform>
            <numerusform>%Ln pictures in {classes}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DevicePresenter</name>
    <message numerus="yes">
        <source>%Ln thread(s)</source>
        <translation>
            <numerusform>%Ln thread</numerusform>
            <numerusform>%Ln threads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Disclosure</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FolderPresenter</name>
    <message numerus="yes">
        <source>Predicted %Ln picture(s)</source>
        <translation>
            <numerusform>Predicted %Ln picture</numerusform>
            <numerusform>Predicted %Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in {time}, %Ln could not be read</source>
        <translation>
            <numerusform>in {time}, %Ln could not be read</numerusform>
            <numerusform>in {time}, %Ln could not be read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>IdealJudgesPresenter</name>
    <message numerus="yes">
        <source>%Ln network(s) have looked at it</source>
        <translation>
            <numerusform>%Ln network has looked at it</numerusform>
            <numerusform>%Ln networks have looked at it</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportPage</name>
    <message numerus="yes">
        <source>These are the weights of {title} with %Ln class(es).</source>
        <translation>
            <numerusform>These are the weights of {title} with %Ln class.</numerusform>
            <numerusform>These are the weights of {title} with %Ln classes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tensor(s) missing</source>
        <translation>
            <numerusform>%Ln tensor missing</numerusform>
            <numerusform>%Ln tensors missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tensor(s) with another shape</source>
        <translation>
            <numerusform>%Ln tensor with another shape</numerusform>
            <numerusform>%Ln tensors with another shape</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tensor(s) left out, since no layer takes them</source>
        <translation>
            <numerusform>%Ln tensor left out, since no layer takes them</numerusform>
            <numerusform>%Ln tensors left out, since no layer takes them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LessonCard</name>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln class(es)</source>
        <translation>
            <numerusform>%Ln class</numerusform>
            <numerusform>%Ln classes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ListActionsPresenter</name>
    <message numerus="yes">
        <source>%Ln answer(s) saved.</source>
        <translation>
            <numerusform>%Ln answer saved.</numerusform>
            <numerusform>%Ln answers saved.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message numerus="yes">
        <source>Let go to open %Ln item(s)</source>
        <translation>
            <numerusform>Let go to open %Ln item</numerusform>
            <numerusform>Let go to open %Ln items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OpeningPresenter</name>
    <message numerus="yes">
        <source>%Ln other file(s) left out.</source>
        <translation>
            <numerusform>%Ln other file left out.</numerusform>
            <numerusform>%Ln other files left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hidden one(s) left out.</source>
        <translation>
            <numerusform>%Ln hidden file left out.</numerusform>
            <numerusform>%Ln hidden files left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PackPage</name>
    <message numerus="yes">
        <source>%Ln network(s), {size}</source>
        <translation>
            <numerusform>%Ln network, {size}</numerusform>
            <numerusform>%Ln networks, {size}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PackPresenter</name>
    <message numerus="yes">
        <source>%Ln network(s) came with the pack.</source>
        <translation>
            <numerusform>%Ln network came with the pack.</numerusform>
            <numerusform>%Ln networks came with the pack.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PictureListView</name>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln picture</numerusform>
            <numerusform>%Ln pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProblemWords</name>
    <message numerus="yes">
        <source>%Ln thing(s) to know about this folder</source>
        <translation>
            <numerusform>%Ln thing to know about this folder</numerusform>
            <numerusform>%Ln things to know about this folder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln broken</source>
        <translation>
            <numerusform>%Ln broken</numerusform>
            <numerusform>%Ln broken</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln twice</source>
        <translation>
            <numerusform>%Ln twice</numerusform>
            <numerusform>%Ln twice</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln tiny</source>
        <translation>
            <numerusform>%Ln tiny</numerusform>
            <numerusform>%Ln tiny</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln empty folder(s)</source>
        <translation>
            <numerusform>%Ln empty folder</numerusform>
            <numerusform>%Ln empty folders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hidden</source>
        <translation>
            <numerusform>%Ln hidden</numerusform>
            <numerusform>%Ln hidden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln small class(es)</source>
        <translation>
            <numerusform>%Ln small class</numerusform>
            <numerusform>%Ln small classes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln outside of any class</source>
        <translation>
            <numerusform>%Ln outside of any class</numerusform>
            <numerusform>%Ln outside of any class</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only %Ln picture(s); the largest class has {most}.</source>
        <translation>
            <numerusform>Only %Ln picture; the largest class has {most}.</numerusform>
            <numerusform>Only %Ln pictures; the largest class has {most}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hidden file(s) or folder(s) are left out.</source>
        <translation>
            <numerusform>%Ln hidden file or folder is left out.</numerusform>
            <numerusform>%Ln hidden files or folders are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) outside of any class are left out.</source>
        <translation>
            <numerusform>%Ln picture outside of any class is left out.</numerusform>
            <numerusform>%Ln pictures outside of any class are left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Reliability</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StoragePage</name>
    <message numerus="yes">
        <source>{used} in %Ln file(s), {free} free.</source>
        <translation>
            <numerusform>{used} in %Ln file, {free} free.</numerusform>
            <numerusform>{used} in %Ln files, {free} free.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StrongestPresenter</name>
    <message numerus="yes">
        <source>Look through %Ln open picture(s) for what excites a map most.</source>
        <translation>
            <numerusform>Look through %Ln open picture for what excites a map most.</numerusform>
            <numerusform>Look through %Ln open pictures for what excites a map most.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Looking through %Ln picture(s).</source>
        <translation>
            <numerusform>Looking through %Ln picture.</numerusform>
            <numerusform>Looking through %Ln pictures.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>looked at %Ln picture(s) in {time}</source>
        <translation>
            <numerusform>looked at %Ln picture in {time}</numerusform>
            <numerusform>looked at %Ln pictures in {time}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing in %Ln picture(s) excites this map.</source>
        <translation>
            <numerusform>Nothing in %Ln picture excites this map.</numerusform>
            <numerusform>Nothing in %Ln pictures excites this map.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The strongest in %Ln picture(s).</source>
        <translation>
            <numerusform>The strongest in %Ln picture.</numerusform>
            <numerusform>The strongest in %Ln pictures.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln could not be read.</source>
        <translation>
            <numerusform>%Ln could not be read.</numerusform>
            <numerusform>%Ln could not be read.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TargetPicker</name>
    <message numerus="yes">
        <source>{name}, %Ln map(s)</source>
        <translation>
            <numerusform>{name}, %Ln map</numerusform>
            <numerusform>{name}, %Ln maps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainKeepingPresenter</name>
    <message numerus="yes">
        <source>The same answers on %Ln picture(s). Beside it: {example}</source>
        <translation>
            <numerusform>The same answer on %Ln picture. Beside it: {example}</numerusform>
            <numerusform>The same answers on %Ln pictures. Beside it: {example}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainPresenter</name>
    <message numerus="yes">
        <source>%Ln epoch(s) in {time}, the best was epoch {best}</source>
        <translation>
            <numerusform>%Ln epoch in {time}, the best was epoch {best}</numerusform>
            <numerusform>%Ln epochs in {time}, the best was epoch {best}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln epoch(s) in {time}; its beginning was best</source>
        <translation>
            <numerusform>%Ln epoch in {time}; its beginning was best</numerusform>
            <numerusform>%Ln epochs in {time}; its beginning was best</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainResultPresenter</name>
    <message numerus="yes">
        <source>%Ln picture(s) could not be read and were left out.</source>
        <translation>
            <numerusform>%Ln picture could not be read and was left out.</numerusform>
            <numerusform>%Ln pictures could not be read and were left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln mistake(s)</source>
        <translation>
            <numerusform>%Ln mistake</numerusform>
            <numerusform>%Ln mistakes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UndoCard</name>
    <message numerus="yes">
        <source>%Ln bit(s)</source>
        <translation>
            <numerusform>%Ln bit</numerusform>
            <numerusform>%Ln bits</numerusform>
        </translation>
    </message>
</context>
</TS>
