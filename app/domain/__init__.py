"""Pure rules of selling cars: standard library only, no database, no screen."""
