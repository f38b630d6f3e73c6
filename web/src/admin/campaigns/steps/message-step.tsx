import { Checkbox } from '@mantine/core';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { TextFields } from '../../ui/text-fields';
import classes from '../campaigns.module.css';
import { mistakeIn, type StepProps } from './step-props';

/** The message that eligible guests get once when it starts. */
export function MessageStep({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const isTold = values.isTold || values.gives === 'MESSAGE';
  return (
    <div className={classes.fields}>
      <Checkbox
        size="md"
        className={classes.wide ?? ''}
        label={t('campaigns.field.isTold')}
        description={t('campaigns.help.isTold')}
        checked={isTold}
        disabled={values.gives === 'MESSAGE'}
        onChange={(event) => set({ isTold: event.currentTarget.checked })}
      />
      {isTold && (
        <>
          <div className={classes.wide}>
            <TextFields
              source="CAMPAIGN"
              labels={{ subject: t('campaigns.field.titleRu'), text: t('campaigns.field.textRu') }}
              subject={values.titleRu}
              text={values.textRu}
              errors={{
                subject: mistakeIn(errors, 'announcement.ru.title'),
                text: mistakeIn(errors, 'announcement.ru.text'),
              }}
              maxLength={1_000}
              onSubject={(titleRu) => set({ titleRu })}
              onText={(textRu) => set({ textRu })}
            />
          </div>
          <div className={classes.wide}>
            <TextFields
              source="CAMPAIGN"
              labels={{ subject: t('campaigns.field.titleEn'), text: t('campaigns.field.textEn') }}
              subject={values.titleEn}
              text={values.textEn}
              errors={{
                subject: mistakeIn(errors, 'announcement.en.title'),
                text: mistakeIn(errors, 'announcement.en.text'),
              }}
              maxLength={1_000}
              onSubject={(titleEn) => set({ titleEn })}
              onText={(textEn) => set({ textEn })}
            />
          </div>
          {errors.some(({ path }) => path === 'announcement') && (
            <p className={classes.help} role="alert">
              {t('campaigns.messageNeeded')}
            </p>
          )}
        </>
      )}
    </div>
  );
}
