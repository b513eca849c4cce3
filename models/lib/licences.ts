import type { Licence } from '../../src/packs/catalog.ts';

export const APACHE: Licence = {
  spdx: 'Apache-2.0',
  name: 'Apache License 2.0',
  consequence:
    'You may use, change and pass on this model, at work too, as long as its licence text stays with it.',
};

export const RESEARCH: Licence = {
  spdx: 'CC-BY-NC-SA-3.0',
  name: 'Creative Commons Attribution-NonCommercial-ShareAlike 3.0, by the strictest of its training sets',
  consequence:
    'You may study and compare with this model, but not use it at work: sets that forbid commercial use touched its weights.',
};
