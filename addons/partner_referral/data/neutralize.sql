-- a link or slip that a partner holds opens the house, not a copy of it
UPDATE partner_referral_door
   SET revoked_at = NOW() AT TIME ZONE 'UTC'
 WHERE revoked_at IS NULL;
