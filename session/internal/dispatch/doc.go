// Package dispatch keeps the commands of one room in progress: the one queue in which they leave, the outcome of each
// target, what may be sent again, what someone else has changed since, what can be undone, and the log.
//
// [Dispatcher.Observe] takes the changes of the room's picture; nothing here reaches into the picture but through
// [Room]. [Dispatcher.Next] gives out the next request, and [Dispatcher.Ended] takes what became of it. Whoever owns a
// Dispatcher sends the requests, passes the time in, and does what [Dispatcher.TakeOrders] says.
package dispatch
