import { isGuessable, PIN_FORM } from './pin.rules';

it('a PIN has four to six digits', () => {
  for (const pin of ['0429', '48261', '482615']) expect(PIN_FORM.test(pin)).toBe(true);
  for (const pin of ['', '123', '4826153', '48 26', '٤٨٢٦', '4826\n', 'abcd']) expect(PIN_FORM.test(pin)).toBe(false);
});

it('a PIN that others guess first is refused', () => {
  for (const pin of ['0000', '999999', '1234', '012345', '4321', '9876', '543210']) expect(isGuessable(pin)).toBe(true);
  for (const pin of ['4826', '1122', '1235', '8901', '0123456'.slice(0, 3) + '9', '121212'])
    expect(isGuessable(pin)).toBe(false);
});
