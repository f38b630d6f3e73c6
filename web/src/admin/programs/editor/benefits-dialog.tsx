import { Button, Checkbox, Flex, Stack } from '@mantine/core';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Dialog } from '../../../shared/ui/dialog';
import { useList } from '../../../shared/document/document-context';
import { Field } from '../../../shared/document/field';
import { asCode } from './as-code';
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
            <Field path={[...path, birthday, 'ratePpm']} label={t('program.benefits.birthdayLabel')} isInline />
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
            <Field path={[...path, delivery, 'from']} label={t('program.benefits.deliveryLabel')} isInline />
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
                <Field path={[...path, at, 'code']} label={t('program.benefits.code')} typed={asCode} />
                <RemoveButton label={t('program.benefits.remove')} onClick={() => removeAt(at)} />
              </Flex>
              {LANGUAGES.map((language) => (
                <Field
                  key={language}
                  path={[...path, at, 'text', language]}
                  label={t(`program.benefits.text.${language}`)}
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
