import { Button, Checkbox, Flex, Stack } from '@mantine/core';
import type { Benefit } from '../../../entities/program/use-benefit-words';
import { useList } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { Field } from '../../../shared/document/field';
import { RemoveButton } from '../../../shared/document/remove-button';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Dialog } from '../../../shared/ui/dialog';
import classes from './editor.module.css';

const FIGURED = [
  { first: { kind: 'BIRTHDAY_DISCOUNT', ratePpm: 100_000 }, member: 'ratePpm', label: 'birthdayLabel' },
  { first: { kind: 'FREE_DELIVERY', from: 0 }, member: 'from', label: 'deliveryLabel' },
] as const;
const PLAIN = [
  'PRIORITY',
  'PRIORITY_SUPPORT',
  'EARLY_ACCESS',
  'EXCLUSIVE_PRODUCTS',
  'PERSONAL_SHOPPER',
  'CONCIERGE',
] as const;
const LANGUAGES = ['ru', 'en'] as const;

interface BenefitsDialogProps {
  readonly path: DocumentPath;
  readonly tier: string;
  readonly onClose: () => void;
}

/** Everything that a tier gives besides its discount and points. */
export function BenefitsDialog({ path, tier, onClose }: BenefitsDialogProps) {
  const { t } = useTranslation('admin');
  const { items, add, removeAt } = useList<Benefit>(path);
  const check = (first: Benefit, label: string) => {
    const at = items.findIndex(({ kind }) => kind === first.kind);
    return {
      at,
      box: (
        <Checkbox
          className={classes.check ?? ''}
          label={label}
          checked={at >= 0}
          onChange={() => (at >= 0 ? removeAt(at) : add(first))}
        />
      ),
    };
  };
  return (
    <Dialog title={t('program.benefits.title', { tier })} onClose={onClose}>
      <Stack gap={10}>
        {FIGURED.map(({ first, member, label }) => {
          const { at, box } = check(first, t(`program.benefits.${label}`));
          return (
            <Flex key={member} gap={8} wrap="wrap" align="flex-end">
              {box}
              {at >= 0 && <Field path={[...path, at, member]} label={t(`program.benefits.${label}`)} isInline />}
            </Flex>
          );
        })}
        {PLAIN.map((kind) => (
          <div key={kind}>{check({ kind }, t(`program.benefits.kinds.${kind}`)).box}</div>
        ))}
        {items.map((benefit, at) =>
          benefit.kind === 'CUSTOM' ? (
            <div key={at} className={classes.card}>
              <Flex gap={8} wrap="wrap" align="flex-end">
                <Field path={[...path, at, 'code']} label={t('program.benefits.code')} />
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
        <Button variant="default" onClick={() => add({ kind: 'CUSTOM', code: freshCode(items), text: {} })}>
          {t('program.benefits.addCustom')}
        </Button>
        <Button onClick={onClose}>{t('program.benefits.done')}</Button>
      </Stack>
    </Dialog>
  );
}

function freshCode(benefits: readonly Benefit[]): string {
  const known = benefits.flatMap((benefit) => (benefit.kind === 'CUSTOM' ? [benefit.code] : []));
  let number = known.length + 1;
  while (known.includes(`BENEFIT_${String(number)}`)) number += 1;
  return `BENEFIT_${String(number)}`;
}
