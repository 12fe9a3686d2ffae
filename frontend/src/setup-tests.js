// What jsdom leaves out and the client needs: a database.
import "fake-indexeddb/auto";
