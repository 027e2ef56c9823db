-- An order and its lines change some nine times within days of their first row. A page that has no room for a row's next version sends
-- it to another page, and every index of the row is then written anew; pages that are written from now on are left two fifths empty for it. The
-- status beside it is written anew in every index whatever the room, and needs less.
alter table orders set (fillfactor = 60);
alter table order_line set (fillfactor = 60);
alter table order_by_status set (fillfactor = 80);
