import { NativeSelect, Switch, TextInput } from '@mantine/core';
import {
  type Connection,
  EVENT_SIGNATURES,
  type EventSignature,
  type RkeeperOptions,
} from '../../../entities/integration/connection.api';
import { mistakeAt } from '../../../shared/api/problem';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { EntryRows } from '../../../shared/ui/entry-rows';
import { SecretInput } from '../../../shared/ui/secret-input';
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
      <EntryRows<DeliveryText>
        legend={t('integrations.deliveryTexts')}
        help={t('integrations.deliveryTextsHelp')}
        entries={values.deliveryTexts}
        onChange={(deliveryTexts) => put({ deliveryTexts })}
        first={{ status: '', text: '' }}
        add={t('integrations.addDeliveryText')}
        remove={[t('integrations.removeRow'), (n) => t('integrations.removeDeliveryTextOf', { n })]}
        error={asked && lacksText(values) ? t('integrations.deliveryTextNeeded') : undefined}
      >
        {({ status, text }, putText) => (
          <>
            <TextInput
              label={t('integrations.deliveryStatus')}
              maxLength={100}
              {...bound(status, (typed) => putText({ status: typed }))}
            />
            <TextInput
              label={t('integrations.deliveryText')}
              maxLength={300}
              {...bound(text, (typed) => putText({ text: typed }))}
            />
          </>
        )}
      </EntryRows>
    </>
  );
}
