"""How the steps of proposals look: the form behind a button, badges, facts; one module a kind."""
