using Microsoft.Extensions.Options;

namespace Scim.Admin.SingleSignOn;

[OptionsValidator]
internal sealed partial class SignOnOptionsValidator : IValidateOptions<SignOnOptions>;
