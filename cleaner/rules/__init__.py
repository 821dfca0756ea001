"""What boilerplate says: rules, the packs that hold them, and what is asked of both."""
