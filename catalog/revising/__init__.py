"""Changes to listings that are public: written beside them, compared with them, and put in their place."""
