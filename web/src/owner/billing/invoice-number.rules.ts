/** The longest number that the server looks for. */
const NUMBER = /^(?:20\d\d-)?\d{1,9}$/;

/** The number of an invoice in what a person typed or pasted: "№ 2026–000012", "12". Undefined: none. */
export function numberIn(typed: string): string | undefined {
  const number = typed.replace(/[\s№#]/g, '').replace(/[–—]/g, '-');
  return NUMBER.test(number) ? number : undefined;
}
