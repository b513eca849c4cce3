/** A document that comes with the app, invented for it; its text lies under `file`, relative to the app's base. */
export interface Sample {
  readonly id: string;
  readonly title: string;
  readonly kind: 'press release' | 'earnings call' | 'news' | 'filing' | 'memo' | 'trading update';
  readonly file: string;
}

export const SAMPLES: readonly Sample[] = [
  {
    id: 'tessaline-results',
    title: 'Tessaline: second-quarter results and a raised outlook',
    kind: 'press release',
    file: 'samples/tessaline-results.txt',
  },
  {
    id: 'orvanta-call',
    title: 'Orvanta Medical: fourth-quarter earnings call',
    kind: 'earnings call',
    file: 'samples/orvanta-call.txt',
  },
  {
    id: 'hearthline-bankruptcy',
    title: 'Furniture chain Hearthline files for Chapter 11',
    kind: 'news',
    file: 'samples/hearthline-bankruptcy.txt',
  },
  {
    id: 'castellan-mdna',
    title: 'Castellan Flow Control: management’s discussion and analysis',
    kind: 'filing',
    file: 'samples/castellan-mdna.txt',
  },
  {
    id: 'brightmolar-memo',
    title: 'Credit committee memo: Project Incisor',
    kind: 'memo',
    file: 'samples/brightmolar-memo.txt',
  },
  {
    id: 'harrowgate-update',
    title: 'Harrowgate Joinery: pre-close trading update',
    kind: 'trading update',
    file: 'samples/harrowgate-update.txt',
  },
];
