-- what a provider answers by her link goes to the house, not to a copy
UPDATE directory_link
   SET expires = NOW() AT TIME ZONE 'UTC'
 WHERE expires > NOW() AT TIME ZONE 'UTC';
