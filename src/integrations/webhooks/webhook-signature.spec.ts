import { makeWebhookSecret, signWebhook } from './webhook-signature.rules';

describe('the signature of a webhook', () => {
  it('is that of Standard Webhooks', () => {
    const body = '{"type":"points.accrued","timestamp":"2026-03-02T16:41:07Z","data":{"memberId":"m_1","points":154}}';
    expect(
      signWebhook(['whsec_bG95YWx0eS1kZW1vLXNlY3JldC0zMi1ieXRlcy0hISE='], {
        id: 'msg_loy_0001',
        seconds: 1_772_469_667,
        body,
      }),
    ).toBe('v1,vofPcfJU1haItS+gHB0TxhWiq+vuqi8fhph0JTTfMVo=');
  });

  it('is there once for each secret', () => {
    const [old, young] = [makeWebhookSecret(), makeWebhookSecret()];
    const message = { id: 'a', seconds: 1, body: '{}' };
    expect(signWebhook([young, old], message)).toBe(`${signWebhook([young], message)} ${signWebhook([old], message)}`);
    expect(Buffer.from(young.slice(6), 'base64')).toHaveLength(32);
    expect(young).not.toBe(old);
  });
});
