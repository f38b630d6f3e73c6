export const adminEn = { signInTitle: 'Sign in to the console' } as const;
