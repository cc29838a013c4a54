<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
    <name>StripPresenter</name>
    <message numerus="yes">
        <source>%Ln thread(s)</source>
        <translation>
            <numerusform>%Ln thread</numerusform>
            <numerusform>%Ln threads</numerusform>
        </translation>
    </message>
</context>
</TS>
