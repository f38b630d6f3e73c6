import { Button, Flex, NativeSelect, TextInput } from '@mantine/core';
import { isGainKind } from '../../../entities/campaign/gains';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { TextFields } from '../../ui/text-fields';
import {
  anotherVariant,
  firstVariants,
  hasOffer,
  isTold,
  MOST_VARIANTS,
  VARIANT_GIVES,
  type VariantGives,
  type VariantValues,
} from '../document/campaign-values.rules';
import classes from '../campaigns.module.css';
import { GainFields } from './gain-fields';
import { Help } from '../../../shared/ui/page';
import { mistakeIn, type StepProps } from './step-props';

const LEAST_VARIANTS = 2;

interface VariantFieldsProps extends StepProps {
  readonly isDivided: boolean;
}

/** Ways of the campaign that are compared with one another; each guest keeps one of them. */
export function VariantFields({ values, set, errors, isDivided }: VariantFieldsProps) {
  const { t } = useTranslation('admin');
  const { variants } = values;
  const mistake = errors.find(({ path }) => path === 'variants' || path === 'schema')?.message;
  const change = (at: number, changed: Partial<VariantValues>) =>
    set({ variants: variants.map((variant, index) => (index === at ? { ...variant, ...changed } : variant)) });
  return (
    <div className={classes.wide}>
      <Help>{t(isDivided ? 'campaigns.help.variantsStay' : 'campaigns.help.variants')}</Help>
      {variants.map((variant, index) => (
        <fieldset key={variant.id} className={classes.group}>
          <legend>{t('campaigns.variantOf', { id: variant.id })}</legend>
          <div className={classes.fields}>
            <OneVariant
              variant={variant}
              place={`variants[${String(index)}]`}
              isOffered={hasOffer(values)}
              isMessaged={isTold(values)}
              isDivided={isDivided}
              errors={errors}
              onChange={(changed) => change(index, changed)}
            />
            {!isDivided && variants.length > LEAST_VARIANTS && (
              <Button
                variant="default"
                aria-label={t('campaigns.removeVariant', { id: variant.id })}
                onClick={() => set({ variants: variants.filter((_, at) => at !== index) })}
              >
                {t('campaigns.remove')}
              </Button>
            )}
          </div>
        </fieldset>
      ))}
      {mistake !== undefined && <Help role="alert">{mistake}</Help>}
      {!isDivided && (
        <Flex gap={8} wrap="wrap" mt={16}>
          {variants.length === 0 && (
            <Button variant="default" onClick={() => set({ variants: firstVariants() })}>
              {t('campaigns.compareVariants')}
            </Button>
          )}
          {variants.length > 0 && variants.length < MOST_VARIANTS && (
            <Button variant="default" onClick={() => set({ variants: [...variants, anotherVariant(variants)] })}>
              {t('campaigns.addVariant')}
            </Button>
          )}
          {variants.length > 0 && (
            <Button variant="subtle" onClick={() => set({ variants: [] })}>
              {t('campaigns.noVariants')}
            </Button>
          )}
        </Flex>
      )}
    </div>
  );
}

interface OneVariantProps {
  readonly variant: VariantValues;
  /** Its place in the document. */
  readonly place: string;
  readonly isOffered: boolean;
  readonly isMessaged: boolean;
  readonly isDivided: boolean;
  readonly errors: StepProps['errors'];
  readonly onChange: (changed: Partial<VariantValues>) => void;
}

function OneVariant({ variant, place, isOffered, isMessaged, isDivided, errors, onChange }: OneVariantProps) {
  const { t } = useTranslation('admin');
  return (
    <>
      <TextInput
        label={t('campaigns.field.share')}
        inputMode="decimal"
        rightSection="%"
        disabled={isDivided}
        value={variant.percent}
        error={mistakeIn(errors, `${place}.sharePpm`)}
        onChange={(event) => onChange({ percent: event.currentTarget.value })}
      />
      {isOffered && (
        <NativeSelect
          label={t('campaigns.field.variantGives')}
          value={variant.gives}
          error={errors.find(({ path }) => path === `${place}.offer`)?.message}
          onChange={(event) => onChange({ gives: event.currentTarget.value as VariantGives })}
          data={VARIANT_GIVES.map((value) => ({
            value,
            label: value === 'SAME' ? t('campaigns.variantSame') : t(`campaigns.gives.${value}`),
          }))}
        />
      )}
      {isOffered && isGainKind(variant.gives) && (
        <GainFields
          kind={variant.gives}
          values={variant}
          place={`${place}.offer`}
          errors={errors}
          onChange={onChange}
        />
      )}
      {isMessaged && (
        <>
          <div className={classes.wide}>
            <TextFields
              source="CAMPAIGN"
              labels={{ subject: t('campaigns.field.titleRu'), text: t('campaigns.field.textRu') }}
              placeholder={t('campaigns.sameMessage')}
              subject={variant.titleRu}
              text={variant.textRu}
              errors={{
                subject: mistakeIn(errors, `${place}.announcement.ru.title`),
                text: mistakeIn(errors, `${place}.announcement.ru.text`),
              }}
              maxLength={1_000}
              onSubject={(titleRu) => onChange({ titleRu })}
              onText={(textRu) => onChange({ textRu })}
            />
          </div>
          <div className={classes.wide}>
            <TextFields
              source="CAMPAIGN"
              labels={{ subject: t('campaigns.field.titleEn'), text: t('campaigns.field.textEn') }}
              placeholder={t('campaigns.sameMessage')}
              subject={variant.titleEn}
              text={variant.textEn}
              errors={{
                subject: mistakeIn(errors, `${place}.announcement.en.title`),
                text: mistakeIn(errors, `${place}.announcement.en.text`),
              }}
              maxLength={1_000}
              onSubject={(titleEn) => onChange({ titleEn })}
              onText={(textEn) => onChange({ textEn })}
            />
          </div>
        </>
      )}
    </>
  );
}
