import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { looksEnglish } from './language.ts';
import { segment } from './segment.ts';

const judge = (text: string) => looksEnglish(text, segment(text));
const samples = new URL('../../public/samples/', import.meta.url);

describe('looksEnglish', () => {
  it.each(readdirSync(samples).filter((name) => name.endsWith('.txt')))(
    'the sample %s is English',
    (name) => {
      expect(judge(readFileSync(new URL(name, samples), 'utf8'))).toBe(true);
    },
  );

  it.each([
    'Halden Subsea ASA: Awarded a large contract by Equinor in the North Sea.',
    '$ZEPH auditors resign, the lender accelerates its loan, and there is no cash left.',
    'Crédit Agricole and Société Générale said that les deux banques would merge by the end of the year.',
    'Revenue was ¥12,300 million at 株式会社ミドリ, up 5% from the year before.',
  ])('English: %s', (text) => {
    expect(judge(text)).toBe(true);
  });

  it.each([
    ['Danish', 'Omsætningen steg med tolv procent i tredje kvartal. Resultatet var ikke så godt som ventet.'],
    ['Dutch', 'De omzet steeg in het derde kwartaal met twaalf procent. De winst was lager dan verwacht.'],
    ['French', 'Le chiffre d’affaires a progressé de douze pour cent. La direction confirme ses objectifs.'],
    ['German', 'Der Umsatz stieg im dritten Quartal um zwölf Prozent. Der Vorstand bestätigt die Prognose.'],
    ['Italian', 'I ricavi sono aumentati nel terzo trimestre. L’utile è stato inferiore alle attese.'],
    ['Polish', 'Przychody wzrosły w trzecim kwartale. Zysk był niższy od oczekiwań, a dług nie zmalał.'],
    ['Portuguese', 'As receitas aumentaram no terceiro trimestre. O lucro foi inferior ao esperado.'],
    ['Spanish', 'Los ingresos aumentaron en el tercer trimestre. No se espera una mejora para el año.'],
    [
      'Swedish',
      'Omsättningen ökade med tolv procent under kvartalet. Styrelsen bekräftar att det är en prognos.',
    ],
    ['Arabic', 'ارتفعت الإيرادات في الربع الثالث. وكان الربح أقل من المتوقع.'],
    ['Hebrew', 'ההכנסות עלו ברבעון השלישי. הרווח היה נמוך מהצפוי.'],
    ['Russian', 'Выручка выросла в третьем квартале на двенадцать процентов.'],
    ['Japanese', '第3四半期の売上高は12％増加した。営業利益は予想を下回った。'],
  ])('not English: %s', (_, text) => {
    expect(judge(text)).toBe(false);
  });

  it('a language that it does not know, once there is enough of it', () => {
    const turkish = 'Gelirler üçüncü çeyrekte yüzde on iki arttı. Kâr beklentilerin altında kaldı. ';
    expect(judge(turkish.repeat(2))).toBe(false);
  });

  it('says nothing about a few words or figures', () => {
    for (const text of ['', 'Umsatz steigt.', 'Profit rose.', 'Sales\t5,1\t4,2\nKosten\t3,1\t3,0']) {
      expect(judge(text)).toBeUndefined();
    }
  });

  it('goes by the whole of a text, not by its beginning', () => {
    const german = 'Der Umsatz stieg im dritten Quartal, und die Kosten sind nicht gesunken. ';
    const english = 'The company reported that its sales rose in the third quarter. ';
    expect(judge(german + english.repeat(200))).toBe(true);
    expect(judge(english + german.repeat(200))).toBe(false);
  });

  it('looks at a bounded part of a text of any length', () => {
    const text = 'The company reported that its sales rose in the third quarter. '.repeat(20_000);
    const segmentation = segment(text);
    const started = performance.now();
    expect(looksEnglish(text, segmentation)).toBe(true);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
