/** Public mail services, where an address says nothing about the person's company. */
const PUBLIC_MAIL: ReadonlySet<string> = new Set([
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'msn.com',
  'yahoo.com',
  'ymail.com',
  'icloud.com',
  'me.com',
  'mac.com',
  'aol.com',
  'gmx.com',
  'gmx.de',
  'gmx.net',
  'web.de',
  'mail.com',
  'zoho.com',
  'proton.me',
  'protonmail.com',
  'pm.me',
  'tutanota.com',
  'tuta.com',
  'fastmail.com',
  'hey.com',
  'qq.com',
  '163.com',
  'mail.ru',
  'bk.ru',
  'inbox.ru',
  'list.ru',
  'internet.ru',
  'vk.com',
  'xmail.ru',
  'rambler.ru',
  'lenta.ru',
  'ro.ru',
  'yandex.ru',
  'ya.ru',
  'yandex.com',
  'yandex.by',
  'yandex.kz',
  'yandex.ua',
  'narod.ru',
  'tut.by',
  'ukr.net',
  'i.ua',
  'mail.kz',
  'seznam.cz',
  'wp.pl',
  'o2.pl',
  'onet.pl',
  'orange.fr',
  'free.fr',
  'laposte.net',
  'libero.it',
]);

/** Families of domains of one public service: yahoo.co.uk, hotmail.fr, outlook.de … */
const PUBLIC_FAMILY = /^(?:yahoo|hotmail|outlook|live|gmx)\.(?:[a-z]{2}|com?\.[a-z]{2})$/;

export function isPublicMail(domain: string): boolean {
  return PUBLIC_MAIL.has(domain) || PUBLIC_FAMILY.test(domain);
}

/** The TXT record by which the owner of a mail domain agrees to the sign-in of the network with this token. */
export function mailRecordOf(domain: string, token: string): { readonly name: string; readonly value: string } {
  return { name: `_loyalty.${domain}`, value: `loyalty-sign-in=${token}` };
}
