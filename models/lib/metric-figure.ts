const three = new Intl.NumberFormat('en', { minimumFractionDigits: 3, maximumFractionDigits: 3 });

/**
 * A published metric in three decimals, rounded from the four that the catalogue holds, and half up as the page does it:
 * `toFixed` rounds the binary number (0.7725 to 0.772), and the two would disagree.
 */
export function metricFigure(value: number): string {
  return three.format(Number(value.toFixed(4)));
}
