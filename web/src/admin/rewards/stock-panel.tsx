import { Box, Button, NumberInput, Text } from '@mantine/core';
import type { Reward } from '../../entities/reward/reward.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useFields } from '../../shared/ui/use-fields';
import type { TypedNumber } from '../../shared/ui/whole-number-input';

interface StockPanelProps {
  readonly reward: Reward;
  readonly stock: NonNullable<Reward['stock']>;
  readonly onChanged: (reward: Reward) => void;
}

/** How many are left. They are put in and taken out, so that what guests take meanwhile is never written over. */
export function StockPanel({ reward, stock, onChanged }: StockPanelProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const send = useChange(actOf('POST', '/api/redemption-items/{id}/stock', { id: reward.id }), (changed) => {
    form.reset();
    onChanged(changed);
  });
  const { field, marked, ...form } = useFields({
    initial: { change: '' as TypedNumber },
    error: send.error,
    check: ({ change }) => ({
      change:
        (Number(change) === 0 && t('rewards.stock.howMany')) ||
        (Number(change) < -stock.remaining && t('rewards.stock.tooMany', { count: stock.remaining })),
    }),
  });
  const change = Number(form.values.change);
  const submit = form.onSubmit(() => send.mutate({ change }));

  function stockWords(): string {
    if (change === 0) return t('rewards.stock.change');
    return change < 0 ? t('rewards.stock.take', { count: -change }) : t('rewards.stock.put', { count: change });
  }

  return (
    <Panel title={t('rewards.stock.title')}>
      <Text mb={12} fz={22} fw={650} lts="-0.02em">
        {t('rewards.left', { count: stock.remaining, supplied: format.number(stock.supplied) })}
      </Text>
      <Form gap={12} onSubmit={submit}>
        <NumberInput
          label={t('rewards.stock.change')}
          description={t('rewards.stock.help')}
          size="md"
          allowDecimal={false}
          hideControls
          max={1_000_000_000}
          clampBehavior="none"
          {...field('change')}
          onChange={(value) => form.setFieldValue('change', value === '' || value === '-' ? '' : Number(value))}
        />
        <Button type="submit" variant="default" loading={send.isPending}>
          {stockWords()}
        </Button>
      </Form>
      {send.error !== null && (
        <Box mt={12}>
          <FailureNotice error={send.error} marked={marked} />
        </Box>
      )}
    </Panel>
  );
}
