import { Injectable } from '../injectable';
import { Notifications } from '../database/notifications';
import { settings } from '../settings/settings';

/** LISTEN in the database of the directory. */
@Injectable()
export class DirectoryNotifications extends Notifications {
  protected override readonly address = settings.directoryUrl;
}
