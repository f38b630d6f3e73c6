import { Button, Flex, NativeSelect, Switch, TextInput } from '@mantine/core';
import {
  type Connection,
  EVENT_SIGNATURES,
  type EventSignature,
  type RkeeperOptions,
} from '../../../entities/integration/connection.api';
import { mistakeAt } from '../../../shared/api/problem';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { SecretInput } from '../../../shared/ui/secret-input';
import classes from '../integrations.module.css';
import type { KindFieldsProps, KindForm } from './kind-form';
import { bound, switched } from '../../../shared/ui/bound';

interface DeliveryText {
  readonly status: string;
  readonly text: string;
}

interface RkeeperMembers {
  readonly restaurantCode: string;
  readonly eventsSalt: string;
  readonly signature: EventSignature;
  readonly deliveryTexts: readonly DeliveryText[];
  readonly giftCards: boolean;
}

const optionsOf = (connection: Connection | undefined): RkeeperOptions =>
  connection?.kind === 'RKEEPER' ? (connection.options as RkeeperOptions) : {};

export const RKEEPER_FORM: KindForm<RkeeperMembers> = {
  valuesOf: (connection) => {
    const { restaurantCode, signature = 'SHA256_SALT', deliveryTexts = [], giftCards = false } = optionsOf(connection);
    return { restaurantCode: restaurantCode ?? '', eventsSalt: '', signature, deliveryTexts, giftCards };
  },
  lacksMembers: lacksText,
  sent: ({ restaurantCode, eventsSalt, signature, deliveryTexts, giftCards }, connection) => {
    const code = restaurantCode.trim();
    return {
      options: {
        ...optionsOf(connection),
        restaurantCode: code === '' ? null : code,
        signature,
        giftCards,
        deliveryTexts: deliveryTexts.map(({ status, text }) => ({ status: status.trim(), text: text.trim() })),
      },
      ...(eventsSalt !== '' && { credentials: { eventsSalt } }),
    };
  },
  Fields: RkeeperFields,
  marked: ['credentials.eventsSalt', 'options.restaurantCode'],
  hasWork: false,
};

/** Whether a message about a delivery lacks its status or its text. */
function lacksText({ deliveryTexts }: RkeeperMembers): boolean {
  return deliveryTexts.some(({ status, text }) => status.trim() === '' || text.trim() === '');
}

/** Restaurant code, the signature of White Server, and messages about deliveries. */
function RkeeperFields({ values, connection, error, asked, onChange }: KindFieldsProps<RkeeperMembers>) {
  const { t } = useTranslation('admin');
  const put = (changed: Partial<RkeeperMembers>) => onChange({ ...values, ...changed });
  const hasSalt = connection?.credentials.includes('eventsSalt') === true;
  return (
    <>
      <TextInput
        label={t('integrations.restaurantCode')}
        description={t('integrations.restaurantCodeHelp')}
        inputMode="numeric"
        maxLength={9}
        {...bound(values.restaurantCode, (restaurantCode) => put({ restaurantCode }))}
        error={mistakeAt(error, 'options.restaurantCode')}
      />
      <SecretInput
        label={t('integrations.eventsSalt')}
        description={t(hasSalt ? 'integrations.eventsSaltKept' : 'integrations.eventsSaltHelp')}
        autoComplete="off"
        maxLength={200}
        {...bound(values.eventsSalt, (eventsSalt) => put({ eventsSalt }))}
        error={mistakeAt(error, 'credentials.eventsSalt')}
      />
      <NativeSelect
        label={t('integrations.signature')}
        {...bound(values.signature, (value) =>
          put({ signature: EVENT_SIGNATURES.find((one) => one === value) ?? 'SHA256_SALT' }),
        )}
        data={EVENT_SIGNATURES.map((value) => ({ value, label: t(`integrations.signatures.${value}`) }))}
      />
      <Switch
        size="md"
        label={t('integrations.takesGiftCards')}
        description={t('integrations.takesGiftCardsHelp')}
        {...switched(values.giftCards, (giftCards) => put({ giftCards }))}
      />
      <DeliveryTexts
        texts={values.deliveryTexts}
        mistake={asked && lacksText(values)}
        onChange={(deliveryTexts) => put({ deliveryTexts })}
      />
    </>
  );
}

interface DeliveryTextsProps {
  readonly texts: readonly DeliveryText[];
  readonly mistake: boolean;
  readonly onChange: (texts: readonly DeliveryText[]) => void;
}

/** The message that a guest gets for each status of a delivery. */
function DeliveryTexts({ texts, mistake, onChange }: DeliveryTextsProps) {
  const { t } = useTranslation('admin');
  const put = (at: number, members: Partial<DeliveryText>) =>
    onChange(texts.map((entry, other) => (other === at ? { ...entry, ...members } : entry)));
  return (
    <Flex component="fieldset" direction="column" gap={12} m={0} p={0} bd="0">
      <legend>{t('integrations.deliveryTexts')}</legend>
      <p className={classes.soft}>{t('integrations.deliveryTextsHelp')}</p>
      {texts.map((entry, at) => (
        <div key={at} className={classes.row}>
          <TextInput
            label={t('integrations.deliveryStatus')}
            maxLength={100}
            {...bound(entry.status, (status) => put(at, { status }))}
          />
          <TextInput
            label={t('integrations.deliveryText')}
            maxLength={300}
            {...bound(entry.text, (text) => put(at, { text }))}
          />
          <Button
            variant="subtle"
            color="gray"
            aria-label={t('integrations.removeDeliveryTextOf', { n: at + 1 })}
            onClick={() => onChange(texts.filter((_, other) => other !== at))}
          >
            {t('integrations.removeRow')}
          </Button>
        </div>
      ))}
      {mistake && <p role="alert">{t('integrations.deliveryTextNeeded')}</p>}
      <Button variant="default" onClick={() => onChange([...texts, { status: '', text: '' }])}>
        {t('integrations.addDeliveryText')}
      </Button>
    </Flex>
  );
}
