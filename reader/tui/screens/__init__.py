"""The screens and dialogs: each is a Textual screen that passes keys to the model and shows what it draws."""
