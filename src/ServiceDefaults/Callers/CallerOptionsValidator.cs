using Microsoft.Extensions.Options;

namespace Scim.ServiceDefaults.Callers;

[OptionsValidator]
internal sealed partial class CallerOptionsValidator : IValidateOptions<CallerOptions>;
