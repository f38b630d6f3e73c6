import { codeOfName, faultOf, type NetworkDraft, newNetworkOf, signUpOf } from './network-form.rules';

const DRAFT: NetworkDraft = {
  name: ' Osteria ',
  code: 'osteria',
  currency: 'EUR',
  timeZone: 'Europe/Rome',
  country: 'IT',
  language: 'en',
  personalDataConsent: true,
  preset: 'hybrid-5',
  scale: '1/50',
  managerName: 'Anna',
  managerEmail: 'anna@osteria.example',
  restaurant: 'Harbour',
  till: 'Till 1',
};

test('a field says its fault before the server is asked', () => {
  expect(faultOf({ ...DRAFT, name: '  ' }, 'name', true)).toBe('needed');
  expect(faultOf({ ...DRAFT, managerEmail: 'anna' }, 'managerEmail', true)).toBe('emailWrong');
  expect(faultOf({ ...DRAFT, code: 'Osteria!' }, 'code', true)).toBe('codeWrong');
  expect(faultOf({ ...DRAFT, code: '' }, 'code', false)).toBeNull();
  expect(faultOf(DRAFT, 'till', true)).toBeNull();
});

test('the request has the factor as a fraction, and none where amounts stay', () => {
  expect(newNetworkOf(DRAFT)).toMatchObject({
    code: 'osteria',
    name: 'Osteria',
    scale: { numerator: 1, denominator: 50 },
  });
  expect('scale' in signUpOf({ ...DRAFT, scale: '1/1' })).toBe(false);
  expect('code' in signUpOf(DRAFT)).toBe(false);
});

test('a name suggests a code of Latin letters', () => {
  expect(codeOfName('Café Roma & Co.')).toBe('cafe-roma-co');
  expect(codeOfName('Пельменная')).toBe('');
});
