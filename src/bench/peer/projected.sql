select coalesce(sum(balance), 0) from account_summary;
