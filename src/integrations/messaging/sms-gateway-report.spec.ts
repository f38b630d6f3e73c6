import { READY_GATEWAYS } from './ready-gateways';
import { gatewayForm } from './sms-gateway-form.rules';
import { reportsIn } from './sms-gateway-report.rules';

const reportsOf = (name: string, fields: readonly (readonly [string, unknown])[]) => {
  const { reports } = gatewayForm.parse(READY_GATEWAYS[name]);
  return reports && reportsIn(reports, fields);
};

describe('reports of a gateway', () => {
  it.each([
    ['1', 'DELIVERED', undefined],
    ['2', 'DELIVERED', undefined],
    ['0', 'SENT', undefined],
    ['3', 'FAILED', undefined],
    ['22', 'FAILED', 'BOUNCED'],
  ])('of SMSC.ru with the status %s say %s', (code, status, stops) => {
    const fields = Object.entries({
      id: '17',
      phone: '79180000001',
      status: code,
      time: '25.11.2026 12:00:00',
      err: '0',
    });
    expect(reportsOf('smsc', fields)).toEqual([{ providerId: '17', code, status, ...(stops && { stops }) }]);
  });

  it('of SMSC.ru that bring an SMS of a person, or an unknown status, say nothing', () => {
    expect(reportsOf('smsc', Object.entries({ id: '17', phone: '79180000001', mes: 'STOP' }))).toEqual([]);
    expect(reportsOf('smsc', Object.entries({ id: '17', status: '-7' }))).toEqual([]);
  });

  it('of SMS.ru stand in lines, many in one body, beside others that are no reports', () => {
    const fields = [
      ['data[0]', 'sms_status\n202648-1\n103\n1795000000'],
      ['data[1]', 'sms_status\r\n202648-2\r\n108\r\n1795000000'],
      ['data[2]', 'callcheck_status\n202648-3\n103\n1795000000'],
      ['data[]', 'sms_status\n202648-4\n102\n1795000000'],
      ['data[]', 'sms_status\n202648-5'],
      ['database', 'sms_status\n202648-6\n103\n1795000000'],
      ['hash', 'x'],
    ] as const;
    expect(reportsOf('smsru', fields)).toEqual([
      { providerId: '202648-1', code: '103', status: 'DELIVERED' },
      { providerId: '202648-2', code: '108', status: 'FAILED' },
      { providerId: '202648-4', code: '102', status: 'SENT' },
    ]);
  });
});
