"""What the screens' presenters ask for, answered by the opened terminal."""
