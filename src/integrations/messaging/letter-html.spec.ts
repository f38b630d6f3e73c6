import { letterHtml, letterText, type LetterLook } from './letter-html.rules';

const LOOK: LetterLook = {
  name: 'Bistro "Anna" & sons',
  accent: '#0b6b50',
  fontFamily: "'Inter Variable', sans-serif",
  logo: null,
  closing: 'See you <soon>',
};

describe('a letter with the look of a network', () => {
  it('has its name, colour and last line, and nothing of the text becomes HTML', () => {
    const html = letterHtml('Hello <b>Anna</b>,\nhow are you?\n\nOpen https://loyalty.example/x?a=1&b=2.', LOOK);
    expect(html).toContain('Bistro &quot;Anna&quot; &amp; sons');
    expect(html).toContain('3px solid #0b6b50');
    expect(html).toContain('Hello &lt;b&gt;Anna&lt;/b&gt;,<br>how are you?');
    expect(html).toContain('<a href="https://loyalty.example/x?a=1&amp;b=2" style="color:#0b6b50">');
    expect(html).toContain('</a>.');
    expect(html).toContain('See you &lt;soon&gt;');
  });

  it('shows the logo no higher than the head, in its own proportions', () => {
    const logo = { url: 'https://loyalty.example/logo.png', width: 512, height: 128 };
    expect(letterHtml('x', { ...LOOK, logo })).toContain(
      'alt="Bistro &quot;Anna&quot; &amp; sons" width="192" height="48"',
    );
  });

  it('draws lines of blocks as bars beside their words, the first of a group in the colour of the network', () => {
    const html = letterHtml(
      'Net sales rose.\n████ 5 000 ₽ <this> week\n██ 2 500 ₽ before\nSee https://loyalty.example/x',
      LOOK,
    );
    const bars = [...html.matchAll(/width="(\d+)" height="14" bgcolor="(#\w+)".*?font-size:14px">([^<]*)</g)];
    expect(bars.map(([, ...bar]) => bar)).toEqual([
      ['48', '#0b6b50', '5 000 ₽ &lt;this&gt; week'],
      ['24', '#9aa6a1', '2 500 ₽ before'],
    ]);
    expect(html).not.toContain('█');
    expect(html.indexOf('Net sales rose.')).toBeLessThan(html.indexOf('<table'));
    expect(html.lastIndexOf('</table>')).toBeLessThan(html.indexOf('See <a href'));
  });

  it('is read by programs without HTML, too', () => {
    expect(letterText('Hello\n', LOOK)).toBe('Hello\n\nSee you <soon>\n');
    expect(letterText('Hello', { ...LOOK, closing: null })).toBe('Hello');
  });
});
