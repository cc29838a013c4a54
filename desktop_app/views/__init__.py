"""What is on the screen: passive widgets that show and ask, and decide nothing."""
