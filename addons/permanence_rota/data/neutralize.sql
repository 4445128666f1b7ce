-- personal links to one's rota and calendar open the house, not a copy of it
DELETE FROM permanence_link;
