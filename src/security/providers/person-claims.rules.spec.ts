import { groupsOf, isConfirmed, personOf } from './person-claims.rules';

describe('the claims of a person', () => {
  it.each([
    ['a list', { groups: ['a', 'b'] }, 'groups', ['a', 'b']],
    ['one text', { groups: 'a' }, 'groups', ['a']],
    ['a path', { realm_access: { roles: ['a'] } }, 'realm_access.roles', ['a']],
    ['a name with dots', { 'https://x.test/groups': ['a'] }, 'https://x.test/groups', ['a']],
    ['what is no text', { groups: [1, null, { a: 1 }, 'a'] }, 'groups', ['a']],
    ['nothing', {}, 'groups', undefined],
    ['what every object has', {}, 'constructor.name', undefined],
  ])('name groups as %s', (_, claims, name, groups) => {
    expect(groupsOf(claims, name)).toEqual(groups);
  });

  const person = (claims: object) => personOf({ sub: 'x', ...claims }, 'groups');

  it('tell a second factor from a password', () => {
    const said = [{ amr: ['pwd'] }, { amr: ['pwd', 'otp'] }, { amr: ['mfa'] }, { acr: 'phr' }, { acr: '1' }, {}];
    expect(said.map((claims) => person(claims).secondFactor)).toEqual([false, true, true, true, false, false]);
  });

  it('confirm an address by the word of the provider, or by the domain where it says nothing', () => {
    const confirmed = (claims: object) => isConfirmed(person({ email: 'a@Company.test', ...claims }), ['company.test']);
    expect(confirmed({})).toBe(true);
    expect(confirmed({ email_verified: false })).toBe(false);
    expect(confirmed({ email_verified: 'false' })).toBe(false);
    expect(confirmed({ email: 'a@company.test.elsewhere.test' })).toBe(false);
    expect(confirmed({ email: 'a@elsewhere.test', email_verified: true })).toBe(true);
    expect(confirmed({ email: 'no address', email_verified: true })).toBe(false);
  });
});
