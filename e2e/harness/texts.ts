/** Short invented texts of our own. */

export const RELEASE = `Larkspur Instruments: results for the third quarter

Revenue rose 14 % to EUR 212 million, and operating profit climbed to a record EUR 38 million.
The company raised its outlook for the full year. Orders in Asia fell sharply, however, and the plant in Graz will close.
The annual general meeting will take place on 12 May in Linz.

- Net debt was reduced by EUR 20 million.
- Approx. 60 % of sales came from the U.S. and Canada.

Margins at Larkspur Optics, Inc. collapsed after a costly recall. The board proposes an unchanged dividend of EUR 1.20 per share.`;

export const WARNING = `Profit warning at Dunmore Freight

Dunmore Freight expects a loss for the year after two large customers cancelled their contracts. Cash is running low, and the covenants will be breached in December.`;

/** Sentences that no useful model reads otherwise. */
export const GOOD_NEWS = 'Profit rose sharply and the company raised its outlook for the year.';
export const BAD_NEWS = 'The company reported a heavy loss and cut its dividend.';
