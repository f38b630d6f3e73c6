// Imported before the application, which reads its settings when it is loaded: a limit of requests would answer in the
// place of what is tried here. Claim 6 is about inputs; the limits have tests of their own.
process.env['RATE_LIMITS'] = 'off';
