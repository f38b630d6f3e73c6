import { addressFault, parseAddress } from './address.rules';

describe('the address of a reward', () => {
  it('is sent without the spaces around it, and not at all while it is empty', () => {
    expect(parseAddress(' Kazan, Baumana 1\nflat 2 \n')).toBe('Kazan, Baumana 1\nflat 2');
    expect(parseAddress(' \n ')).toBeUndefined();
  });

  it('may be left out only where the reward can be handed over, and is never shorter than five characters', () => {
    expect(addressFault(undefined, true)).toBe('needed');
    expect(addressFault(undefined, false)).toBeNull();
    for (const isRequired of [true, false]) {
      expect(addressFault('Lane', isRequired)).toBe('short');
      expect(addressFault('Lane 1', isRequired)).toBeNull();
    }
  });
});
