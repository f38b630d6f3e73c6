import type { MoneyOff, MoneyOffKind } from '../../../entities/campaign/money-off';
import { useValue } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { Entries } from '../../../shared/document/entries';
import { Field } from '../../../shared/document/field';
import { FieldsOf } from '../../../shared/document/fields-of';
import { KindChoice } from '../../../shared/document/kind-choice';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help } from '../../../shared/ui/page';
import { FIRST_MONEY_OFF, FIRST_PART } from '../document/campaign-parts.rules';
import classes from '../campaigns.module.css';

const PATH = ['moneyOff'];
/** Members that hold goods. Their inputs stand below the figures. */
const PARTS = ['buy', 'get', 'parts'];

/** The kind of money off and its figures. */
export function MoneyOffFields() {
  const { t } = useTranslation('admin');
  const moneyOff = useValue<MoneyOff>(PATH);
  return (
    <>
      <KindChoice
        path={PATH}
        firsts={FIRST_MONEY_OFF}
        say={(kind: MoneyOffKind) => t(`campaigns.moneyOff.${kind}`)}
        isQuiet
      />
      <FieldsOf path={PATH} beside={PARTS} />
      {'buy' in moneyOff && (
        <div className={classes.wide}>
          {(['buy', 'get'] as const).map((side) => (
            <div key={side} className={classes.fields}>
              <PartFields
                path={[...PATH, side]}
                labels={[
                  t(`campaigns.field.${side}Categories`),
                  t(`campaigns.field.${side}Skus`),
                  t(`campaigns.field.${side}Pieces`),
                ]}
              />
            </div>
          ))}
          <Help>{t('campaigns.buyAndGet')}</Help>
        </div>
      )}
      {'parts' in moneyOff && (
        <Entries
          className={classes.wide}
          path={[...PATH, 'parts']}
          add={t('campaigns.addPart')}
          remove={[t('campaigns.remove'), (number) => t('campaigns.removePart', { number })]}
          first={() => FIRST_PART}
        >
          {(path, number) => (
            <PartFields
              path={path}
              labels={[
                t('campaigns.field.partCategories', { number }),
                t('campaigns.field.partSkus', { number }),
                t('campaigns.field.partPieces', { number }),
              ]}
            />
          )}
        </Entries>
      )}
    </>
  );
}

interface PartFieldsProps {
  readonly path: DocumentPath;
  readonly labels: readonly [categories: string, skus: string, pieces: string];
}

/** The inputs for a part: its categories, its articles, and how many pieces of them it needs. */
function PartFields({ path, labels: [categories, skus, pieces] }: PartFieldsProps) {
  return (
    <>
      <Field path={[...path, 'categories']} label={categories} help={false} isWhole />
      <Field path={[...path, 'skus']} label={skus} help={false} />
      <Field path={[...path, 'pieces']} label={pieces} help={false} />
    </>
  );
}
