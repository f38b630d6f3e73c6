import { Checkbox, Radio, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { BILLING, type BankEntry, payableInvoicesQuery } from '../../entities/billing/billing.api';
import { decideBankEntry } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useFormats } from '../../shared/format/use-format';
import { ownTimeZone } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { switched } from '../../shared/ui/bound';
import { Facts } from '../../shared/ui/facts';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './billing.module.css';

const MOST_SHOWN = 50;
const DECISIONS = ['PAYS', 'DISMISS'] as const;
type Decision = (typeof DECISIONS)[number];

interface DecideEntryProps {
  readonly entry: BankEntry;
  readonly onClose: () => void;
}

/** A person says which invoice a doubtful payment is for, or that it is for none. */
export function DecideEntry({ entry, onClose }: DecideEntryProps) {
  const { t } = useTranslation('owner');
  const { id, amount, currency, bookedOn, payerName, payerAccount, purpose, reason } = entry;
  const format = useFormats()({ currency, timeZone: ownTimeZone() });
  /** The chosen decision. Null: the person has not chosen a decision, and the page chooses no decision in advance. */
  const [decision, setDecision] = useState<Decision | null>(null);
  /** The id of the invoice for which the person accepts a payment above the balance. */
  const [acceptedFor, setAcceptedFor] = useState<string | null>(null);
  const invoices = useQuery(payableInvoicesQuery);
  const fitting = (invoices.data ?? []).filter((one) => one.kind === 'INVOICE' && one.currency === currency);
  const invoiceOf = (chosen: string) => fitting.find((one) => one.id === chosen);
  const excessOf = (chosen: string) => Math.max(0, amount - (invoiceOf(chosen)?.balance ?? amount));
  const pays = decision === 'PAYS';
  const leftOf = (chosen: string) => Math.max(0, (invoiceOf(chosen)?.balance ?? 0) - amount);

  return (
    <ActDialog
      of={decideBankEntry}
      params={{ id }}
      title={t('statements.question', { amount: format.money(amount) })}
      size="lg"
      layout={{ maw: 420 }}
      above={
        <Facts
          isPlain
          facts={[
            ...(reason === null ? [] : [[t('statements.why'), t(`statements.doubts.${reason}`)] as const]),
            [t('statements.payer'), [payerName, payerAccount].filter(Boolean).join(', ') || t('statements.noPayer')],
            [t('statements.purpose'), purpose || null],
            [t('statements.on'), format.birthday(bookedOn)],
          ]}
        />
      }
      fields={{
        invoiceId: {
          label: t('statements.invoice'),
          check: (invoiceId) => {
            if (decision === null) return t('statements.decisionNeeded');
            return pays && invoiceId === '' && t('statements.invoiceNeeded');
          },
          control: ({ label, value, error, onChange }) => (
            <>
              <Radio.Group
                label={t('statements.decision')}
                value={decision}
                error={decision === null && error}
                onChange={(one) => {
                  setDecision(one);
                  // Reports the same invoice as changed, to remove the fault of the missing decision from the field of the invoice.
                  onChange(value);
                }}
              >
                <Stack gap={8}>
                  {DECISIONS.map((one) => (
                    <Radio key={one} value={one} label={t(`statements.decisions.${one}`)} />
                  ))}
                </Stack>
              </Radio.Group>
              {pays && <FailureNotice error={invoices.error} retry={invoices} />}
              {pays && (
                <Select
                  size="md"
                  label={label}
                  error={error}
                  searchable
                  limit={MOST_SHOWN}
                  disabled={!invoices.isSuccess}
                  nothingFoundMessage={t('billing.noInvoicesTitle')}
                  data={fitting.map((one) => ({
                    value: one.id,
                    label: t('statements.invoiceOf', {
                      number: one.number,
                      network: one.networkName,
                      balance: format.money(one.balance),
                    }),
                  }))}
                  value={value === '' ? null : value}
                  onChange={(chosen) => onChange(chosen ?? '')}
                />
              )}
            </>
          ),
          after: ({ invoiceId }) =>
            pays &&
            leftOf(invoiceId) > 0 && (
              <p className={classes.help}>{t('statements.partly', { left: format.money(leftOf(invoiceId)) })}</p>
            ),
        },
        acceptExcess: {
          label: '',
          isShown: ({ invoiceId }) => pays && excessOf(invoiceId) > 0,
          check: (_, { invoiceId }) => acceptedFor !== invoiceId && t('statements.excessNeeded'),
          control: ({ error, onChange }, { invoiceId }) => (
            <Checkbox
              label={t('statements.excess', { amount: format.money(excessOf(invoiceId)) })}
              error={error}
              {...switched(acceptedFor === invoiceId, (isOn) => {
                setAcceptedFor(isOn ? invoiceId : null);
                onChange(isOn);
              })}
            />
          ),
        },
      }}
      body={({ invoiceId }) => (pays ? (excessOf(invoiceId) > 0 ? { acceptExcess: true } : {}) : { invoiceId: null })}
      submit={t('statements.save')}
      cancel={t('state.cancel')}
      anew={BILLING}
      onClose={onClose}
    />
  );
}
