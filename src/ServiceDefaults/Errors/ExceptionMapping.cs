using Scim.Protocol.Errors;

namespace Scim.ServiceDefaults.Errors;

/// <summary>What an exception of a library says to callers; null where this mapping does not know it.</summary>
/// <remarks>Register one as a singleton for each library whose exceptions reach the boundary, the database's driver for example.</remarks>
public delegate ScimException? ExceptionMapping(Exception error);
