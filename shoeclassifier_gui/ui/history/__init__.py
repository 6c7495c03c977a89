"""The history of a project's runs: table, curves over each other, differences."""
