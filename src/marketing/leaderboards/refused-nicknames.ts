/**
 * Words that no nickname may be read as: words that offend, and titles of staff, because other guests would believe them. Each is
 * found anywhere in a nickname and with look-alike letters, so none is a part of usual names.
 */
export const REFUSED_NICKNAMES = [
  ...['admin', 'moderator', 'support', 'manager', 'cashier', 'official', 'director'],
  ...['админ', 'модератор', 'поддержка', 'менеджер', 'кассир', 'официальн', 'директор', 'официант', 'персонал'],
  ...['fuck', 'cunt', 'nigger', 'nigga', 'faggot', 'whore', 'bitch', 'asshole', 'hitler'],
  ...[
    'хуй',
    'хуе',
    'хуё',
    'пизд',
    'ебат',
    'ебан',
    'ебал',
    'блять',
    'бляд',
    'мудак',
    'пидор',
    'пидар',
    'гандон',
    'шлюх',
    'залуп',
    'гитлер',
  ],
] as const;
