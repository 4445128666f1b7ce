-- a screen in a waiting room shows the queue of the house, not of a copy
UPDATE permanence_screen
   SET token_hash = NULL;
