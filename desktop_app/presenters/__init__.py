"""What happens when: one presenter for the window and one for each tab."""
