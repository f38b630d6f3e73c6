export const passwordEn = {
  title: 'Set your password',
  help: 'At least {{least}} characters. A few words that only you would put together are easy to keep in mind and hard to guess.',
  password: 'New password',
  again: 'The same once more',
  submit: 'Set the password',
  needed: 'Enter a password.',
  tooShort: 'At least {{least}} characters are needed.',
  tooLong: 'This is too long to be kept whole: at most 72 bytes, that is 72 Latin or 36 Cyrillic letters.',
  different: 'The two are not the same.',
  doneTitle: 'Your password is set',
  doneHelp: 'The link has done its work and opens nothing any more. Sign in with your e-mail and the new password.',
  expiredTitle: 'This link is no longer good',
  expiredHelp:
    'A link sets a password once, within 72 hours. Ask a manager for a new one; whoever runs the installation makes one with “npm run cli -- user reset”.',
  missingTitle: 'The link is not complete',
  missingHelp: 'Open it whole, with everything behind the sign #, or copy it once more.',
} as const;
