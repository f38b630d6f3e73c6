import { Button, Checkbox, Flex, Stack } from '@mantine/core';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Dialog } from '../../../shared/ui/dialog';
import { useList } from './draft-context';
import { CodeField, MoneyField, PerCentField, TextField } from './fields';
import classes from './editor.module.css';
import { RemoveButton } from './remove-button';
import type { Benefit } from '../../../entities/program/use-benefit-words';

const PLAIN = [
  'PRIORITY',
  'PRIORITY_SUPPORT',
  'EARLY_ACCESS',
  'EXCLUSIVE_PRODUCTS',
  'PERSONAL_SHOPPER',
  'CONCIERGE',
] as const;
const TEN_PER_CENT = 100_000;
const LANGUAGES = ['ru', 'en'] as const;

interface BenefitsDialogProps {
  readonly index: number;
  readonly tier: string;
  readonly onClose: () => void;
}

/** Everything that a tier gives besides its discount and points. */
export function BenefitsDialog({ index, tier, onClose }: BenefitsDialogProps) {
  const { t } = useTranslation('admin');
  const path = ['tiers', index, 'benefits'] as const;
  const { items, add, removeAt } = useList<Benefit>(path);
  const placeOf = (kind: Benefit['kind']) => items.findIndex((benefit) => benefit.kind === kind);
  const birthday = placeOf('BIRTHDAY_DISCOUNT');
  const delivery = placeOf('FREE_DELIVERY');
  const toggle = (at: number, benefit: Benefit) => (at >= 0 ? removeAt(at) : add(benefit));
  const customCodes = items.flatMap((benefit) => (benefit.kind === 'CUSTOM' ? [benefit.code] : []));

  return (
    <Dialog title={t('program.benefits.title', { tier })} onClose={onClose}>
      <Stack gap={10}>
        <Flex gap={8} wrap="wrap" align="flex-end">
          <Checkbox
            className={classes.check ?? ''}
            label={t('program.benefits.birthdayLabel')}
            checked={birthday >= 0}
            onChange={() => toggle(birthday, { kind: 'BIRTHDAY_DISCOUNT', ratePpm: TEN_PER_CENT })}
          />
          {birthday >= 0 && (
            <PerCentField path={[...path, birthday, 'ratePpm']} label={t('program.benefits.birthdayLabel')} />
          )}
        </Flex>
        <Flex gap={8} wrap="wrap" align="flex-end">
          <Checkbox
            className={classes.check ?? ''}
            label={t('program.benefits.deliveryLabel')}
            checked={delivery >= 0}
            onChange={() => toggle(delivery, { kind: 'FREE_DELIVERY', from: 0 })}
          />
          {delivery >= 0 && (
            <MoneyField path={[...path, delivery, 'from']} label={t('program.benefits.deliveryLabel')} />
          )}
        </Flex>
        {PLAIN.map((kind) => (
          <Checkbox
            key={kind}
            className={classes.check ?? ''}
            label={t(`program.benefits.kinds.${kind}`)}
            checked={placeOf(kind) >= 0}
            onChange={() => toggle(placeOf(kind), { kind })}
          />
        ))}
        {items.map((benefit, at) =>
          benefit.kind === 'CUSTOM' ? (
            <div key={at} className={classes.card}>
              <Flex gap={8} wrap="wrap" align="flex-end">
                <CodeField path={[...path, at, 'code']} label={t('program.benefits.code')} isNamed />
                <RemoveButton label={t('program.benefits.remove')} onClick={() => removeAt(at)} />
              </Flex>
              {LANGUAGES.map((language) => (
                <TextField
                  key={language}
                  path={[...path, at, 'text', language]}
                  label={t(`program.benefits.text.${language}`)}
                  isNamed
                />
              ))}
            </div>
          ) : null,
        )}
        <Button variant="default" onClick={() => add({ kind: 'CUSTOM', code: freshCode(customCodes), text: {} })}>
          {t('program.benefits.addCustom')}
        </Button>
        <Button onClick={onClose}>{t('program.benefits.done')}</Button>
      </Stack>
    </Dialog>
  );
}

function freshCode(known: readonly string[]): string {
  let number = known.length + 1;
  while (known.includes(`BENEFIT_${String(number)}`)) number += 1;
  return `BENEFIT_${String(number)}`;
}
