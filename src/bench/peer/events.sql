select count(*) from events where event_type = 'MoneyDeposited';
