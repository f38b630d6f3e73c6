import { Button, Checkbox } from '@mantine/core';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { TextFields } from '../../ui/text-fields';
import type { MessageValues } from '../document/campaign-values.rules';
import classes from '../campaigns.module.css';
import { Help } from '../../../shared/ui/page';
import { mistakeIn, type StepProps } from './step-props';

interface MessageFieldsProps extends StepProps {
  /** The generated message, if it differs from the one in the form; null: they are equal, or the settings generate none. */
  readonly made: MessageValues | null;
}

/** Fields of the message that eligible guests get once, when the campaign starts. */
export function MessageFields({ values, set, errors, made }: MessageFieldsProps) {
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
          {(['Ru', 'En'] as const).map((language) => {
            const place = `announcement.${language.toLowerCase()}`;
            const change = (key: keyof MessageValues, typed: string) => set({ [key]: typed });
            return (
              <div key={language} className={classes.wide}>
                <TextFields
                  source="CAMPAIGN"
                  labels={{
                    subject: t(`campaigns.field.title${language}`),
                    text: t(`campaigns.field.text${language}`),
                  }}
                  subject={values[`title${language}`]}
                  text={values[`text${language}`]}
                  errors={{ subject: mistakeIn(errors, `${place}.title`), text: mistakeIn(errors, `${place}.text`) }}
                  maxLength={1_000}
                  onSubject={(subject) => change(`title${language}`, subject)}
                  onText={(text) => change(`text${language}`, text)}
                />
              </div>
            );
          })}
          {made !== null && (
            <Button variant="default" onClick={() => set(made)}>
              {t('campaigns.messageFromSettings')}
            </Button>
          )}
          {errors.some(({ path }) => path === 'announcement') && (
            <Help role="alert">{t('campaigns.messageNeeded')}</Help>
          )}
        </>
      )}
    </div>
  );
}
