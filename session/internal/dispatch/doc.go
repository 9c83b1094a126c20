// Package dispatch manages the commands of one room that are in progress: the queue in which they leave, the outcome of
// each target, resends, conflicts with changes by others, undo, and the log.
//
// [Dispatcher.Observe] receives the changes of the room's picture. The package reads the picture only through [Room].
// [Dispatcher.Next] returns the next request, and [Dispatcher.Ended] receives its outcome. The owner of a Dispatcher
// sends the requests, passes the time in, and carries out [Dispatcher.TakeOrders].
package dispatch
