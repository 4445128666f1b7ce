-- what the organisation lets out, it lets out of the house, not of a copy
DELETE FROM ir_config_parameter
    WHERE key = 'ngo_base.outside_allowed';
